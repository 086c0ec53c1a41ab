using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Forms;

/// <summary>A deployment being added or changed at run time.</summary>
public sealed class DeploymentForm
{
    /// <summary>Null: it is being added.</summary>
    public string? Id { get; private init; }

    /// <summary>What clients call it.</summary>
    public string? ModelGroup { get; set; }

    /// <summary>Empty: it is for all.</summary>
    public string? TeamId { get; set; }

    public string? Model { get; set; }

    public string? ApiBase { get; set; }

    /// <summary>Empty: as it is, or none.</summary>
    public string? ApiKey { get; set; }

    public string Mode { get; set; } = "chat";

    public double? Weight { get; set; }

    public double? Order { get; set; }

    public double? Rpm { get; set; }

    public double? Tpm { get; set; }

    public double? Parallel { get; set; }

    public double? MaxInputTokens { get; set; }

    /// <summary>US dollars for a million prompt tokens.</summary>
    public double? InputPrice { get; set; }

    public double? OutputPrice { get; set; }

    public static DeploymentForm Of(DeploymentInfo deployment) => new()
    {
        Id = deployment.Id,
        ModelGroup = deployment.PublicName,
        TeamId = deployment.TeamId,
        Model = deployment.Model,
        ApiBase = deployment.ApiBase,
        Mode = deployment.Mode ?? "chat",
        Weight = deployment.Weight,
        Order = deployment.Order,
        Rpm = deployment.Rpm,
        Tpm = deployment.Tpm,
        Parallel = deployment.MaxParallelRequests,
        MaxInputTokens = deployment.MaxInputTokens,
        InputPrice = deployment.InputCostPerToken * 1e6,
        OutputPrice = deployment.OutputCostPerToken * 1e6,
    };

    /// <summary>The body of <c>/model/new</c> or <c>/model/update</c>.</summary>
    public JsonObject ToJson()
    {
        var parameters = new JsonObject
        {
            ["model"] = Model?.Trim(),
            ["api_base"] = ApiBase?.Trim(),
            ["weight"] = Weight,
            ["order"] = (int?)Order,
            ["rpm"] = (int?)Rpm,
            ["tpm"] = (int?)Tpm,
            ["max_parallel_requests"] = (int?)Parallel,
            ["input_cost_per_token"] = InputPrice / 1e6,
            ["output_cost_per_token"] = OutputPrice / 1e6,
        };
        if (!string.IsNullOrWhiteSpace(ApiKey))
        {
            parameters["api_key"] = ApiKey.Trim();
        }

        var info = new JsonObject
        {
            ["mode"] = Mode,
            ["max_input_tokens"] = (int?)MaxInputTokens,
            ["team_id"] = string.IsNullOrWhiteSpace(TeamId) ? null : TeamId,

            // The model's name is that which its team sees.
            ["team_public_model_name"] = null,
        };
        if (Id is not null)
        {
            info["id"] = Id;
        }

        foreach (var part in (JsonObject[])[parameters, info])
        {
            // A new deployment says only what it sets; a changed one takes back what was emptied.
            foreach (var name in part.Where(item => item.Value is null && Id is null).Select(item => item.Key).ToList())
            {
                part.Remove(name);
            }
        }

        return new JsonObject { ["model_name"] = ModelGroup?.Trim(), ["litellm_params"] = parameters, ["model_info"] = info };
    }
}
