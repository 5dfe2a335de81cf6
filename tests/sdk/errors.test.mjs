import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { guest, refused, superuser, unique } from './client.mjs';

const strict = unique('strict');
const locked = unique('locked');
let admin;

before(async () => {
  admin = await superuser();
  await admin.collections.create({ name: locked, type: 'base' });
  await admin.collections.create({
    name: strict, type: 'base', listRule: '', viewRule: '', createRule: '',
    fields: [
      { name: 'title', type: 'text', required: true, min: 3, max: 5 },
      { name: 'n', type: 'number', min: 1, max: 9, onlyInt: true },
      { name: 'mail', type: 'email' },
      { name: 'kind', type: 'select', values: ['a', 'b'], maxSelect: 1 },
    ],
    indexes: [`CREATE UNIQUE INDEX \`idx_${strict}_n\` ON \`${strict}\` (\`n\`)`],
  });
});

test('all errors of a record come together, each with a code, a message and its parameters', async () => {
  const error = await refused(guest().collection(strict).create({ title: 'ab', n: 10, mail: 'nope', kind: 'c' }), 400);
  assert.equal(error.response.message, 'Failed to create record.');
  assert.deepEqual(error.response.data.title, {
    code: 'validation_min_text_constraint', message: 'Must be at least 3 character(s).', params: { min: 3 },
  });
  assert.deepEqual(Object.fromEntries(Object.entries(error.response.data).map(([name, value]) => [name, value.code])), {
    title: 'validation_min_text_constraint', n: 'validation_max_number_constraint', mail: 'validation_is_email', kind: 'validation_invalid_value',
  });
});

test('a unique index answers with the field', async () => {
  await guest().collection(strict).create({ title: 'one', n: 1 });
  const error = await refused(guest().collection(strict).create({ title: 'two', n: 1 }), 400);
  assert.equal(error.response.data.n.code, 'validation_not_unique');
});

test('what is locked, missing or malformed has its own status', async () => {
  await refused(guest().collection(locked).getList(), 403);
  await refused(guest().collection(locked).create({}), 403);
  await refused(guest().collection('no_such').getList(), 404);
  await refused(guest().collection(strict).getOne('no_such_record1'), 404);
  await refused(guest().collection(strict).getList(1, 30, { filter: 'unknown = 1' }), 400);
  await refused(guest().collection(strict).getList(1, 30, { filter: 'title = ' }), 400);
  await refused(guest().collection(strict).getList(1, 30, { sort: 'unknown' }), 400);
  await refused(guest().collection(strict).getList(1, 30, { filter: '@collection.users.id = "x"' }), 403);
});

test('an invalid rule is refused when it is saved', async () => {
  const error = await refused(admin.collections.update(strict, { listRule: 'unknown = 1' }), 400);
  assert.equal(error.response.data.listRule.code, 'validation_invalid_rule');
});

test('health answers everybody', async () => {
  const health = await guest().health.check();
  assert.equal(health.code, 200);
});
