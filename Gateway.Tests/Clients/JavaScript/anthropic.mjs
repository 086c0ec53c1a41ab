// What every scenario of Anthropic's client shares.
import Anthropic from '@anthropic-ai/sdk';

const { ANTHROPIC_URL, GATEWAY_KEY } = process.env;

// Without retries of its own, so that a scenario sees the first answer.
export const anthropicWith = (apiKey) => new Anthropic({ baseURL: ANTHROPIC_URL, apiKey, maxRetries: 0 });
export const anthropic = anthropicWith(GATEWAY_KEY);

export const message = (content, more = {}) => ({ model: process.env.CHAT_MODEL, max_tokens: 200, messages: [{ role: 'user', content }], ...more });

export const weather = {
  name: 'get_weather',
  description: 'Get weather in a location',
  input_schema: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};
