import assert from 'node:assert/strict';
import { anthropic, message } from './anthropic.mjs';

const { max_tokens, ...request } = message('How many tokens is this?', { system: 'Be brief.' });
const count = await anthropic.messages.countTokens(request);
assert.ok(count.input_tokens > 5);
