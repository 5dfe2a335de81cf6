import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { guest, refused, superuser, unique } from './client.mjs';

let admin;
before(async () => { admin = await superuser(); });

test('a collection is created, read by name and id, changed and deleted', async () => {
  const name = unique('tasks');
  const made = await admin.collections.create({
    name, type: 'base', listRule: '',
    fields: [{ name: 'title', type: 'text', required: true, min: 3 }, { name: 'done', type: 'bool' }],
    indexes: [`CREATE INDEX \`idx_${name}_title\` ON \`${name}\` (\`title\`)`],
  });
  assert.equal(made.name, name);
  assert.deepEqual(made.fields.map((field) => field.name), ['id', 'title', 'done']);
  assert.equal(made.viewRule, null);

  assert.equal((await admin.collections.getOne(name)).id, made.id);
  assert.equal((await admin.collections.getOne(made.id)).name, name);

  const changed = await admin.collections.update(name, { viewRule: '', fields: [...made.fields, { name: 'rank', type: 'number' }] });
  assert.equal(changed.viewRule, '');
  assert.equal(changed.listRule, '');
  assert.equal(changed.fields.at(-1).name, 'rank');

  assert.equal(await admin.collections.delete(name), true);
  await refused(admin.collections.getOne(name), 404);
});

test('renaming a field keeps its data', async () => {
  const name = unique('notes');
  const made = await admin.collections.create({ name, type: 'base', fields: [{ name: 'txt', type: 'text' }] });
  const record = await admin.collection(name).create({ txt: 'kept' });
  await admin.collections.update(name, { fields: made.fields.map((field) => (field.name === 'txt' ? { ...field, name: 'text' } : field)) });
  assert.equal((await admin.collection(name).getOne(record.id)).text, 'kept');
});

test('collections are listed with filter and sort', async () => {
  const names = [unique('listed'), unique('listed')].sort();
  for (const name of names) await admin.collections.create({ name, type: 'base' });
  const page = await admin.collections.getList(1, 50, { filter: `name ~ "listed_${process.pid}"`, sort: '-name' });
  assert.deepEqual(page.items.map((item) => item.name), names.reverse());
  const all = await admin.collections.getFullList();
  assert.ok(all.some((collection) => collection.name === 'users' && collection.type === 'auth'));
  const first = await admin.collections.getFirstListItem('name = "users"');
  assert.equal(first.id, '_pb_users_auth_');
});

test('import makes and merges collections, all or nothing', async () => {
  const [a, b] = [unique('imported'), unique('imported')];
  assert.equal(await admin.collections.import([{ name: a, type: 'base', fields: [{ name: 'x', type: 'text' }] }], false), true);
  assert.equal(await admin.collections.import([{ name: a, type: 'base', fields: [{ name: 'y', type: 'number' }] }], false), true);
  const merged = await admin.collections.getOne(a);
  assert.deepEqual(merged.fields.map((field) => field.name).sort(), ['id', 'x', 'y']);

  const error = await refused(admin.collections.import([
    { name: b, type: 'base' },
    { name: a, type: 'base', fields: [{ name: 'bad name!', type: 'text' }] },
  ], false), 400);
  assert.equal(error.response.data.collections.code, 'validation_collections_import_failure');
  await refused(admin.collections.getOne(b), 404);
});

test('truncate empties a collection', async () => {
  const name = unique('emptied');
  await admin.collections.create({ name, type: 'base', fields: [{ name: 'n', type: 'number' }] });
  for (let n = 0; n < 3; n++) await admin.collection(name).create({ n });
  assert.equal(await admin.collections.truncate(name), true);
  assert.equal((await admin.collection(name).getList()).totalItems, 0);
});

test('a view collection shows what its query says', async () => {
  const [source, view] = [unique('sales'), unique('totals')];
  await admin.collections.create({ name: source, type: 'base', fields: [{ name: 'shop', type: 'text' }, { name: 'sum', type: 'number' }] });
  for (const [shop, sum] of [['a', 1], ['a', 2], ['b', 5]]) await admin.collection(source).create({ shop, sum });
  const made = await admin.collections.create({
    name: view, type: 'view', listRule: '', viewQuery: `SELECT shop as id, count(*) as sales FROM ${source} GROUP BY shop`,
  });
  assert.equal(made.fields.find((field) => field.name === 'sales').type, 'number');
  const items = await guest().collection(view).getFullList({ sort: 'id' });
  assert.deepEqual(items.map((item) => [item.id, item.sales]), [['a', 2], ['b', 1]]);
});

test('scaffolds are there for every type', async () => {
  const scaffolds = await admin.collections.getScaffolds();
  assert.deepEqual(Object.keys(scaffolds).sort(), ['auth', 'base', 'view']);
  assert.equal(scaffolds.base.listRule, null);
});

test('guests cannot see or change collections', async () => {
  await refused(guest().collections.getList(), 401);
  await refused(guest().collections.create({ name: unique('no'), type: 'base' }), 401);
});
