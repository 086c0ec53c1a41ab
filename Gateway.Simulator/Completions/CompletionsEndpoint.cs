using Gateway.Simulator.Configuration;
using Gateway.Simulator.Errors;
using Gateway.Simulator.Generation;
using Gateway.Simulator.PrefixCache;
using Gateway.Simulator.Requests;
using Gateway.Simulator.Tokens;

namespace Gateway.Simulator.Completions;

/// <summary>POST /v1/completions: prompts × n choices.</summary>
internal static class CompletionsEndpoint
{
    public static void MapCompletions(this IEndpointRouteBuilder app) => app.MapPost("/v1/completions", InferencePipeline.Json(Decide));

    private static Answer Decide(InferenceCall call, FieldReader fields)
    {
        var settings = call.Engine.Settings;
        if (settings.Task != EngineTask.Generate)
        {
            return Answer.Error(ApiError.BadRequest("The model does not support Completions API"));
        }

        var options = GenerationOptionsReader.Read(fields, settings, isChat: false);
        var prompts = PromptInput.Read(fields, "prompt");
        var structure = StructuredOutput.Read(fields);
        if (fields.Text("suffix") is [_, ..])
        {
            fields.Fail(ApiError.BadRequest("suffix is not currently supported", "suffix"));
        }

        var echo = fields.Flag("echo");
        if (fields.Error is { } error)
        {
            return Answer.Error(error);
        }

        if (ContextLimit.Check(settings, prompts.Max(prompt => prompt.Length), options.MaxTokens, isChat: false) is { } tooLong)
        {
            return Answer.Error(tooLong);
        }

        var seed = prompts.Aggregate(Hash64.OfText(settings.Model, (ulong)(options.Seed ?? settings.Seed)), (hash, prompt) => Hash64.OfTokens(prompt, hash));
        var choices = prompts.SelectMany((prompt, place) => Enumerable.Range(place * options.Choices, options.Choices)
            .Select(index => Write(index, prompt, echo, Hash64.Combine(seed, (ulong)index), structure, options, settings)));
        var plan = new GenerationPlan
        {
            Id = "cmpl-" + call.RequestId,
            Created = call.Created,
            Model = fields.Text("model") ?? settings.Model,
            PromptTokens = prompts.Sum(prompt => prompt.Length),
            BlockChains = settings.EnablePrefixCaching ? [.. prompts.Select(prompt => BlockChain.Of(prompt, settings.BlockSize, options.CacheSalt))] : [],
            Choices = [.. choices],
            Options = options,
            Seed = seed,
        };
        return new GenerationAnswer(plan, static (call, plan) => plan.Options.Stream ? new CompletionStreamWriter(call, plan) : new CompletionJsonWriter(call, plan));
    }

    private static Choice Write(int index, int[] prompt, bool echo, ulong seed, StructuredOutput? structure, GenerationOptions options, EngineSettings settings)
    {
        var room = options.MaxTokens ?? (settings.MaxModelLen - prompt.Length);
        var tokens = structure is not null ? Tokenizer.Encode(structure.Write(seed))
            : settings.AnswerMode == AnswerMode.Echo ? prompt
            : FreeText.Tokens(seed, options, settings, room);
        var choice = ChoiceLimits.Apply(new Choice(index, [new Segment(SegmentKind.Content, tokens)], FinishReasons.Stop, null), options, room);
        return echo ? choice with { Echo = Tokenizer.Decode(prompt) } : choice;
    }
}
