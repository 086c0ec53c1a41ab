import assert from 'node:assert/strict';
import { anthropic, message } from './anthropic.mjs';

const final = await anthropic.messages.stream(message('Why is the sky blue?', { model: process.env.REASONING_MODEL, thinking: { type: 'enabled', budget_tokens: 1024 } })).finalMessage();
assert.deepEqual(final.content.map((block) => block.type), ['thinking', 'text']);
assert.ok(final.content[0].thinking.length > 0 && final.content[0].signature.length > 0);
