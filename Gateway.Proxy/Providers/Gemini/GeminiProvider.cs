namespace Gateway.Proxy.Providers.Gemini;

/// <summary>Google's Gemini through its OpenAI-compatible endpoint, which takes the key as a bearer token.</summary>
internal sealed class GeminiProvider() : Provider("gemini", new Uri("https://generativelanguage.googleapis.com/v1beta/openai"));
