import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { guest, refused, superuser, unique } from './client.mjs';

const things = unique('things');
const password = 'a-long-password-1';
let admin;

before(async () => {
  admin = await superuser();
  const owner = '@request.auth.id != "" && owner = @request.auth.id';
  await admin.collections.create({
    name: things, type: 'base', listRule: owner, viewRule: owner, createRule: owner, updateRule: owner, deleteRule: owner,
    fields: [{ name: 'name', type: 'text' }, { name: 'owner', type: 'relation', collectionId: '_pb_users_auth_', maxSelect: 1 }],
  });
});

async function registered() {
  const pb = guest();
  const email = `${unique('user')}@example.com`;
  const user = await pb.collection('users').create({ email, password, passwordConfirm: password, name: 'Somebody' });
  return { pb, email, user };
}

test('a user registers, signs in and sees only what is theirs', async () => {
  const { pb, email, user } = await registered();
  assert.equal('email' in user, false); // hidden until the owner asks
  const signedIn = await pb.collection('users').authWithPassword(email, password);
  assert.equal(signedIn.record.id, user.id);
  assert.equal(signedIn.record.email, email);
  assert.equal(pb.authStore.isValid, true);

  const mine = await pb.collection(things).create({ name: 'mine', owner: user.id });
  const other = await registered();
  await other.pb.collection('users').authWithPassword(other.email, password);
  await refused(other.pb.collection(things).getOne(mine.id), 404);
  assert.equal((await other.pb.collection(things).getList()).totalItems, 0);
  assert.equal((await guest().collection(things).getList()).totalItems, 0);
  await refused(other.pb.collection(things).create({ name: 'not mine', owner: user.id }), 400);
  assert.equal((await pb.collection(things).getList()).totalItems, 1);
  assert.ok((await admin.collection(things).getList()).totalItems >= 1);
});

test('a wrong password and an unknown user get the same answer', async () => {
  const { pb, email } = await registered();
  const wrong = await refused(pb.collection('users').authWithPassword(email, 'wrong-password'), 400);
  const unknown = await refused(pb.collection('users').authWithPassword('nobody@example.com', password), 400);
  assert.deepEqual(wrong.response, unknown.response);
});

test('a token is refreshed, and a tampered one makes a guest', async () => {
  const { pb, email, user } = await registered();
  await pb.collection('users').authWithPassword(email, password);
  const fresh = await pb.collection('users').authRefresh();
  assert.equal(fresh.record.id, user.id);
  assert.ok(fresh.token.length > 20);

  const tampered = guest();
  tampered.authStore.save(`${fresh.token.slice(0, -3)}abc`, fresh.record);
  await refused(tampered.collection('users').authRefresh(), 401);
  assert.equal((await tampered.collection(things).getList()).totalItems, 0);
});

test('changing the password needs the old one and ends every session', async () => {
  const { pb, email, user } = await registered();
  await pb.collection('users').authWithPassword(email, password);
  const next = 'another-password-2';
  const error = await refused(pb.collection('users').update(user.id, { password: next, passwordConfirm: next }), 400);
  assert.equal(error.response.data.oldPassword.code, 'validation_required');
  await pb.collection('users').update(user.id, { password: next, passwordConfirm: next, oldPassword: password });
  await refused(pb.collection('users').authRefresh(), 401);
  await refused(guest().collection('users').authWithPassword(email, password), 400);
  assert.equal((await guest().collection('users').authWithPassword(email, next)).record.id, user.id);
});

test('a superuser is above the rules and nobody else is one', async () => {
  const { pb, email } = await registered();
  await pb.collection('users').authWithPassword(email, password);
  assert.equal(admin.authStore.isSuperuser, true);
  assert.equal(pb.authStore.isSuperuser, false);
  await refused(pb.collection('_superusers').getList(), 403);
  await refused(pb.collections.getList(), 403);
});

test('the methods of sign-in are listed', async () => {
  const methods = await guest().collection('users').listAuthMethods();
  assert.deepEqual(methods.password, { identityFields: ['email'], enabled: true });
});
