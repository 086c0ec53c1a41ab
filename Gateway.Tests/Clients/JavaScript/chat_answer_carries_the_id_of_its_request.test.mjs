import assert from 'node:assert/strict';
import { ask, client } from './gateway.mjs';

const { data, response, request_id } = await client.chat.completions.create(ask('Hello')).withResponse();
assert.ok(data.id);
assert.ok(response.headers.get('x-litellm-call-id'));
assert.ok(request_id, 'x-request-id is what the client shows as request id');
