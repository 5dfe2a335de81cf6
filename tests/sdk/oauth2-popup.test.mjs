import { test } from 'node:test';
import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { guest, superuser, unique, url } from './client.mjs';
import { browse, identityProvider } from './identity-provider.mjs';

global.EventSource = EventSource; // Node has none of its own

/** A collection whose accounts sign in by a provider of its own, and an app that uses it. */
async function world(t) {
  const email = `${unique('popup')}@example.com`;
  const idp = await identityProvider({ redirects: `${url}/api/oauth2-redirect`, claims: { email, email_verified: true, name: 'Ana' } });
  t.after(idp.close);
  const pb = await superuser();
  const name = unique('people');
  await pb.collections.create({
    name,
    type: 'auth',
    createRule: '',
    fields: [{ name: 'nick', type: 'text' }],
    oauth2: {
      enabled: true,
      providers: [{
        name: 'oidc', clientId: 'basalt', clientSecret: 'a-secret-of-the-client', authURL: `${idp.url}/auth`, tokenURL: `${idp.url}/token`, userInfoURL: `${idp.url}/me`,
      }],
    },
  });
  const app = guest();
  t.after(async () => {
    if (!app.authStore.isValid) return;
    for (const link of await app.collection('_externalAuths').getFullList()) await app.collection('_externalAuths').delete(link.id);
  });
  return { app, people: app.collection(name), email };
}

const isClosed = (at) => at.includes('/_/#/auth/oauth2-redirect-');

test('somebody signs in with a popup', async (t) => {
  const { app, people, email } = await world(t);
  let closedAt = '';
  const auth = await people.authWithOAuth2({
    provider: 'oidc',
    scopes: ['openid', 'email', 'profile'],
    createData: { nick: 'ana' },
    urlCallback: async (popup) => { closedAt = await browse(popup, isClosed); },
  });
  assert.equal(auth.record.email, email);
  assert.equal(auth.record.nick, 'ana');
  assert.equal(auth.record.verified, true);
  assert.equal(auth.meta.isNew, true);
  assert.ok(app.authStore.isValid);
  assert.equal(closedAt, `${url}/_/#/auth/oauth2-redirect-success`);
  assert.match(await (await fetch(closedAt)).text(), /window\.close\(\)/);
  assert.equal(app.realtime.isConnected, false); // its stream was its own, and is over
});

test('a provider that refuses ends the popup with its reason', async (t) => {
  const { people } = await world(t);
  await assert.rejects(
    people.authWithOAuth2({
      provider: 'oidc',
      urlCallback: async (popup) => {
        const state = new URL(popup).searchParams.get('state');
        const at = await browse(`${url}/api/oauth2-redirect?error=access_denied&state=${state}`, isClosed);
        assert.equal(at, `${url}/_/#/auth/oauth2-redirect-failure`);
      },
    }),
    (error) => /access_denied/.test(error.originalError?.message));
});

test('two popups at once each get their own code', async (t) => {
  const [one, other] = [await world(t), await world(t)];
  const signIn = ({ people }) => people.authWithOAuth2({ provider: 'oidc', urlCallback: (popup) => browse(popup, isClosed) });
  const [first, second] = await Promise.all([signIn(one), signIn(other)]);
  assert.deepEqual([first.record.email, second.record.email], [one.email, other.email]);
});

test('messages of free topics and topics of records can be subscribed to and left', async () => {
  const app = guest();
  const leave = await app.realtime.subscribe('news', () => {});
  const leaveUsers = await app.collection('users').subscribe('*', () => {}, { filter: 'verified = true', expand: 'a' });
  assert.ok(app.realtime.isConnected);
  await leave();
  await leaveUsers();
  assert.equal(app.realtime.isConnected, false);
});
