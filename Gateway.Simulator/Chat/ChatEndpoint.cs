using System.Text.Json;
using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Generation;
using Gateway.Simulator.PrefixCache;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Tools;

namespace Gateway.Simulator.Chat;

/// <summary>POST /v1/chat/completions.</summary>
internal static class ChatEndpoint
{
    public static void MapChat(this IEndpointRouteBuilder app) => app.MapPost("/v1/chat/completions", InferencePipeline.Json(Decide));

    private static Answer Decide(InferenceCall call, FieldReader fields)
    {
        var settings = call.Engine.Settings;
        if (settings.Task != EngineTask.Generate)
        {
            return Answer.Error(ApiError.BadRequest("The model does not support Chat Completions API"));
        }

        // (1) the fields, (2) the prompt, (3) tools and structure, (4) what is wrong with them.
        var options = GenerationOptionsReader.Read(fields, settings, isChat: true);
        var prompt = ReadPrompt(fields, settings);
        var tools = ToolRequest.Read(fields, settings);
        var structure = StructuredOutput.Read(fields);
        if (fields.Error is { } error)
        {
            return Answer.Error(error);
        }

        if (ContextLimit.Check(settings, prompt!.Tokens.Length, options.MaxTokens, isChat: true) is { } tooLong)
        {
            return Answer.Error(tooLong);
        }

        var seed = Hash64.OfTokens(prompt.Tokens, Hash64.OfText(settings.Model, (ulong)(options.Seed ?? settings.Seed)));
        var author = new ChatAuthor(settings, options, prompt, tools, structure, ReasoningTokens(fields, settings));
        var plan = new GenerationPlan
        {
            Id = "chatcmpl-" + call.RequestId,
            Created = call.Created,
            Model = fields.Text("model") ?? settings.Model,
            PromptTokens = prompt.Tokens.Length,
            BlockChains = settings.EnablePrefixCaching ? [BlockChain.Of(prompt.Tokens, settings.BlockSize, options.CacheSalt)] : [],
            Choices = [.. Enumerable.Range(0, options.Choices).Select(index => author.Write(index, Hash64.Combine(seed, (ulong)index)))],
            Options = options,
            Seed = seed,
        };
        return new GenerationAnswer(plan, static (call, plan) => plan.Options.Stream ? new ChatStreamWriter(call, plan) : new ChatJsonWriter(call, plan));
    }

    private static ChatPrompt? ReadPrompt(FieldReader fields, EngineSettings settings)
    {
        if (!fields.TryGetRequired("messages", out var messages))
        {
            return null;
        }

        JsonElement? tools = fields.TryGet("tools", out var list) ? list : null;
        var prompt = ChatPrompt.Read(messages, tools, fields.Flag("add_generation_prompt", otherwise: true), settings, out var error);
        if (error is not null)
        {
            fields.Fail(error);
        }

        return prompt;
    }

    /// <summary>
    /// None without a reasoning parser, with <c>include_reasoning: false</c> or <c>chat_template_kwargs.enable_thinking: false</c>;
    /// <c>reasoning_effort</c> low halves and high doubles it.
    /// </summary>
    private static int ReasoningTokens(FieldReader fields, EngineSettings settings)
    {
        var thinking = !fields.TryGetObject("chat_template_kwargs", out var template) || new FieldReader(template).Flag("enable_thinking", otherwise: true);
        if (settings.ReasoningField == ReasoningField.None || !thinking || !fields.Flag("include_reasoning", otherwise: true))
        {
            return 0;
        }

        return fields.Text("reasoning_effort") switch
        {
            "none" => 0,
            "minimal" or "low" => settings.ReasoningTokens / 2,
            "high" or "xhigh" => settings.ReasoningTokens * 2,
            _ => settings.ReasoningTokens,
        };
    }
}
