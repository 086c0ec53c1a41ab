import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { ask, client } from './gateway.mjs';

let text = '';
await assert.rejects(async () => {
  for await (const chunk of await client.chat.completions.create(ask('Hello', { stream: true }))) text += chunk.choices[0]?.delta?.content ?? '';
}, OpenAI.APIError);
assert.ok(text.length > 0, 'what came before the break is lost');
