import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { guest, refused, superuser, unique } from './client.mjs';

const authors = unique('authors');
const posts = unique('posts');
const notes = unique('notes');
let admin;
let ana;
let bob;

before(async () => {
  admin = await superuser();
  const writers = await admin.collections.create({ name: authors, type: 'base', viewRule: '', listRule: '', fields: [{ name: 'name', type: 'text' }] });
  const made = await admin.collections.create({
    name: posts, type: 'base', listRule: '', viewRule: '', createRule: '', updateRule: '', deleteRule: '',
    fields: [
      { name: 'title', type: 'text', required: true, max: 40 },
      { name: 'views', type: 'number' },
      { name: 'live', type: 'bool' },
      { name: 'tags', type: 'select', values: ['news', 'tech', 'art'], maxSelect: 3 },
      { name: 'published', type: 'date' },
      { name: 'meta', type: 'json' },
      { name: 'place', type: 'geoPoint' },
      { name: 'author', type: 'relation', collectionId: writers.id, maxSelect: 1 },
      { name: 'editors', type: 'relation', collectionId: writers.id, maxSelect: 5 },
      { name: 'secret', type: 'text', hidden: true },
      { name: 'created', type: 'autodate', onCreate: true },
      { name: 'updated', type: 'autodate', onCreate: true, onUpdate: true },
    ],
  });
  await admin.collections.create({
    name: notes, type: 'base', listRule: '', viewRule: '',
    fields: [{ name: 'text', type: 'text' }, { name: 'post', type: 'relation', collectionId: made.id, maxSelect: 1, cascadeDelete: true }],
  });
  ana = await admin.collection(authors).create({ name: 'Ana' });
  bob = await admin.collection(authors).create({ name: 'Bob' });
});

test('a record is created, viewed, changed and deleted', async () => {
  const pb = guest();
  const made = await pb.collection(posts).create({
    title: 'First', views: 3, live: true, tags: ['news', 'tech'], published: new Date('2026-03-01T10:00:00Z'),
    meta: { score: 5, list: [1, 'two'] }, place: { lon: 23.3, lat: 42.7 }, author: ana.id, editors: [ana.id, bob.id],
  });
  assert.match(made.id, /^[a-z0-9]{15}$/);
  assert.equal(made.collectionName, posts);
  assert.equal(made.published, '2026-03-01 10:00:00.000Z');
  assert.deepEqual(made.meta, { score: 5, list: [1, 'two'] });
  assert.deepEqual(made.place, { lon: 23.3, lat: 42.7 });
  assert.deepEqual(made.editors, [ana.id, bob.id]);
  assert.equal('secret' in made, false);
  assert.match(made.created, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);

  assert.equal((await pb.collection(posts).getOne(made.id)).title, 'First');
  const changed = await pb.collection(posts).update(made.id, { 'views+': 2, 'tags-': 'news', '+tags': ['art'], live: false });
  assert.equal(changed.views, 5);
  assert.deepEqual(changed.tags, ['art', 'tech']);
  assert.equal(changed.live, false);
  assert.equal(changed.title, 'First');

  assert.equal(await pb.collection(posts).delete(made.id), true);
  await refused(pb.collection(posts).getOne(made.id), 404);
});

test('an own id is kept, and refused the second time', async () => {
  const id = `own${String(process.pid).padStart(12, '0')}`;
  assert.equal((await guest().collection(posts).create({ id, title: 'Own' })).id, id);
  const error = await refused(guest().collection(posts).create({ id, title: 'Own' }), 400);
  assert.equal(error.response.data.id.code, 'validation_not_unique');
});

test('lists page, filter and sort', async () => {
  const pb = guest();
  const mark = unique('page');
  for (let views = 0; views < 7; views++) await pb.collection(posts).create({ title: mark, views, live: views % 2 === 0 });
  const filter = pb.filter('title = {:mark} && live = {:live}', { mark, live: true });
  const first = await pb.collection(posts).getList(1, 3, { filter, sort: '-views' });
  assert.deepEqual([first.page, first.perPage, first.totalItems, first.totalPages], [1, 3, 4, 2]);
  assert.deepEqual(first.items.map((item) => item.views), [6, 4, 2]);
  const last = await pb.collection(posts).getList(2, 3, { filter, sort: '-views' });
  assert.deepEqual(last.items.map((item) => item.views), [0]);
  const skipped = await pb.collection(posts).getList(1, 3, { filter, skipTotal: true });
  assert.deepEqual([skipped.totalItems, skipped.totalPages], [-1, -1]);
  assert.equal((await pb.collection(posts).getFirstListItem(filter, { sort: 'views' })).views, 0);
  await refused(pb.collection(posts).getFirstListItem('title = "no such"'), 404);
});

test('a full list has every record once, in the order they were made', async () => {
  const pb = guest();
  const mark = unique('full');
  const ids = [];
  for (let views = 0; views < 25; views++) ids.push((await pb.collection(posts).create({ title: mark, views })).id);
  const all = await pb.collection(posts).getFullList({ batch: 10, filter: pb.filter('title = {:mark}', { mark }) });
  assert.deepEqual(all.map((item) => item.id), ids);
});

test('filters reach through relations, many values and JSON', async () => {
  const pb = guest();
  const mark = unique('reach');
  const a = await pb.collection(posts).create({ title: mark, author: ana.id, editors: [ana.id, bob.id], tags: ['news'], meta: { score: 9 } });
  const b = await pb.collection(posts).create({ title: mark, author: bob.id, editors: [bob.id], tags: ['news', 'art'], meta: { score: 1 } });
  const ids = async (filter) => (await pb.collection(posts).getFullList({ filter: `title = "${mark}" && (${filter})` })).map((item) => item.id);
  assert.deepEqual(await ids('author.name = "Ana"'), [a.id]);
  assert.deepEqual(await ids('editors.name = "Bob"'), [b.id]);
  assert.deepEqual(await ids('editors.name ?= "Bob"'), [a.id, b.id]);
  assert.deepEqual(await ids('tags:each ?= "art"'), [b.id]);
  assert.deepEqual(await ids('tags:length = 1'), [a.id]);
  assert.deepEqual(await ids('meta.score > 3'), [a.id]);
  assert.deepEqual(await ids('title ~ "REACH"'), [a.id, b.id]);
});

test('expand brings related records and records that point here', async () => {
  const pb = guest();
  const post = await pb.collection(posts).create({ title: 'Expanded', author: ana.id, editors: [bob.id, ana.id] });
  await admin.collection(notes).create({ text: 'one', post: post.id });
  await admin.collection(notes).create({ text: 'two', post: post.id });
  const seen = await pb.collection(posts).getOne(post.id, { expand: `author,editors,${notes}_via_post` });
  assert.equal(seen.expand.author.name, 'Ana');
  assert.deepEqual(seen.expand.editors.map((item) => item.name), ['Bob', 'Ana']);
  assert.deepEqual(seen.expand[`${notes}_via_post`].map((item) => item.text).sort(), ['one', 'two']);
  const note = await pb.collection(notes).getFirstListItem('text = "one"', { expand: 'post.author' });
  assert.equal(note.expand.post.expand.author.name, 'Ana');
});

test('fields picks what is sent', async () => {
  const pb = guest();
  const post = await pb.collection(posts).create({ title: 'A title that is rather long', author: ana.id });
  const seen = await pb.collection(posts).getOne(post.id, { expand: 'author', fields: 'id,title:excerpt(7,true),expand.author.name' });
  assert.deepEqual(seen, { id: post.id, title: 'A title...', expand: { author: { name: 'Ana' } } });
});

test('deleting a record takes what cascades', async () => {
  const post = await guest().collection(posts).create({ title: 'Gone soon' });
  const note = await admin.collection(notes).create({ text: 'gone too', post: post.id });
  await guest().collection(posts).delete(post.id);
  await refused(admin.collection(notes).getOne(note.id), 404);
});

test('multipart bodies work like JSON', async () => {
  const form = new FormData();
  form.append('title', 'From a form');
  form.append('views', '12');
  form.append('live', 'true');
  form.append('tags', 'news');
  form.append('tags', 'art');
  form.append('@jsonPayload', JSON.stringify({ meta: { a: 1 } }));
  const made = await guest().collection(posts).create(form);
  assert.deepEqual([made.title, made.views, made.live, made.tags, made.meta], ['From a form', 12, true, ['news', 'art'], { a: 1 }]);
});
