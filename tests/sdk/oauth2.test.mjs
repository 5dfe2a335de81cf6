import { test } from 'node:test';
import assert from 'node:assert/strict';
import { guest, refused, superuser, unique } from './client.mjs';
import { consent, identityProvider, redirectUrl } from './identity-provider.mjs';

const ways = [
  { name: 'user info, secret in a header', authMethod: 'client_secret_basic', idToken: false },
  { name: 'user info, secret in the form', authMethod: 'client_secret_post', idToken: false },
  { name: 'id token with published keys', authMethod: 'client_secret_basic', idToken: true },
];

for (const way of ways) {
  test(`somebody signs in by OpenID Connect: ${way.name}`, async (t) => {
    const email = `${unique('oidc')}@example.com`;
    const idp = await identityProvider({ authMethod: way.authMethod, claims: { email, email_verified: true, name: 'Ana' } });
    t.after(idp.close);
    const pb = await superuser();
    const name = unique('people');
    await pb.collections.create({
      name,
      type: 'auth',
      createRule: '',
      oauth2: {
        enabled: true,
        providers: [{
          name: 'oidc', clientId: 'basalt', clientSecret: 'a-secret-of-the-client', authURL: `${idp.url}/auth`, tokenURL: `${idp.url}/token`,
          userInfoURL: way.idToken ? '' : `${idp.url}/me`,
          extra: way.idToken ? { issuers: [idp.url], jwksURL: `${idp.url}/jwks` } : null,
        }],
      },
    });

    const app = guest();
    const offer = (await app.collection(name).listAuthMethods()).oauth2.providers[0];
    const params = await consent(offer.authURL + encodeURIComponent(redirectUrl));
    assert.equal(params.get('state'), offer.state);
    await refused(app.collection(name).authWithOAuth2Code('oidc', params.get('code'), 'x'.repeat(43), redirectUrl), 400); // a code without its verifier is worth nothing

    const again = await consent(offer.authURL + encodeURIComponent(redirectUrl));
    const auth = await app.collection(name).authWithOAuth2Code('oidc', again.get('code'), offer.codeVerifier, redirectUrl);
    assert.equal(auth.record.email, email);
    assert.equal(auth.record.verified, true);
    assert.equal(auth.meta.isNew, true);
    assert.equal(auth.meta.rawUser.sub, 'oidc-ana');
    assert.ok(app.authStore.isValid);

    await refused(guest().collection(name).authWithOAuth2Code('oidc', again.get('code'), offer.codeVerifier, redirectUrl), 400); // and one that was used neither

    const links = await app.collection('_externalAuths').getFullList();
    assert.deepEqual(links.map((link) => [link.provider, link.providerId, link.recordRef]), [['oidc', 'oidc-ana', auth.record.id]]);
    await app.collection('_externalAuths').delete(links[0].id);
  });
}
