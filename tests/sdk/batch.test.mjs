import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { guest, refused, superuser, unique } from './client.mjs';

const items = unique('items');
let admin;

before(async () => {
  admin = await superuser();
  await admin.collections.create({
    name: items, type: 'base', listRule: '', viewRule: '', createRule: '', updateRule: '', deleteRule: '',
    fields: [{ name: 'title', type: 'text', required: true }, { name: 'n', type: 'number' }],
  });
});

test('creates, updates, upserts and deletes are one transaction', async () => {
  const pb = guest();
  const old = await pb.collection(items).create({ title: 'old', n: 1 });
  const gone = await pb.collection(items).create({ title: 'gone' });
  const id = `ups${String(process.pid).padStart(12, '0')}`;
  const batch = pb.createBatch();
  batch.collection(items).create({ title: 'new' });
  batch.collection(items).update(old.id, { 'n+': 4 });
  batch.collection(items).upsert({ id, title: 'first' });
  batch.collection(items).upsert({ id, title: 'second' });
  batch.collection(items).delete(gone.id);
  const results = await batch.send();
  assert.deepEqual(results.map((result) => result.status), [200, 200, 200, 200, 204]);
  assert.equal(results[1].body.n, 5);
  assert.equal((await pb.collection(items).getOne(id)).title, 'second');
  await refused(pb.collection(items).getOne(gone.id), 404);
});

test('one failure takes everything back and says which it was', async () => {
  const pb = guest();
  const before = (await pb.collection(items).getList()).totalItems;
  const batch = pb.createBatch();
  batch.collection(items).create({ title: 'would be new' });
  batch.collection(items).create({ title: '' });
  const error = await refused(batch.send(), 400);
  assert.equal(error.response.data.requests[1].code, 'batch_request_failed');
  assert.equal(error.response.data.requests[1].response.data.title.code, 'validation_required');
  assert.equal((await pb.collection(items).getList()).totalItems, before);
});

test('objects and arrays survive the multipart form that the SDK sends', async () => {
  const name = unique('payload');
  await admin.collections.create({ name, type: 'base', createRule: '', fields: [{ name: 'meta', type: 'json' }, { name: 'when', type: 'date' }] });
  const batch = guest().createBatch();
  batch.collection(name).create({ meta: { list: [1, { two: 2 }] }, when: new Date('2026-01-02T03:04:05.678Z') });
  const [made] = await batch.send();
  assert.deepEqual(made.body.meta, { list: [1, { two: 2 }] });
  assert.equal(made.body.when, '2026-01-02 03:04:05.678Z');
});
