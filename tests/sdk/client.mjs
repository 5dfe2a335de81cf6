// What every script needs: a client of the running server, and one signed in as its superuser.
import PocketBase, { ClientResponseError } from 'pocketbase';
import assert from 'node:assert/strict';

export const url = process.env.BASALT_URL;
export const email = process.env.BASALT_EMAIL;
export const password = process.env.BASALT_PASSWORD;

export function guest() {
  const pb = new PocketBase(url);
  pb.autoCancellation(false);
  return pb;
}

export async function superuser() {
  const pb = guest();
  await pb.collection('_superusers').authWithPassword(email, password);
  return pb;
}

/** Asserts that the SDK turned the answer into its error, with this status, and hands the error back. */
export async function refused(promise, status) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ClientResponseError, String(error));
    assert.equal(error.status, status, JSON.stringify(error.response));
    return error;
  }
  assert.fail(`expected ${status}, but it was answered`);
}

let counter = 0;
/** A name no other test of this run uses. */
export const unique = (prefix) => `${prefix}_${process.pid}_${++counter}`;
