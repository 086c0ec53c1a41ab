import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { anthropic, anthropicWith, message } from './anthropic.mjs';

await assert.rejects(anthropicWith('sk-wrong').messages.create(message('x')), (error) => error instanceof Anthropic.AuthenticationError && error.error.error.type === 'authentication_error');
await assert.rejects(anthropic.messages.create(message('x', { model: 'nobody' })), (error) => error instanceof Anthropic.NotFoundError);
await assert.rejects(anthropic.messages.create(message('x', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] })), (error) => error instanceof Anthropic.BadRequestError);
