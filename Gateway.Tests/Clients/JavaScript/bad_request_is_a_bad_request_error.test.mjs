import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { ask, client } from './gateway.mjs';

await assert.rejects(client.chat.completions.create(ask('Hello', { max_tokens: 1_000_000 })), OpenAI.BadRequestError);
await assert.rejects(client.chat.completions.create({ messages: [{ role: 'user', content: 'no model' }] }), OpenAI.BadRequestError);
