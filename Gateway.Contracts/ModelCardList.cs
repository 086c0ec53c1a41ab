namespace Gateway.Contracts;

/// <summary><c>GET /v1/models</c>.</summary>
/// <param name="Data">The models that the key may use, in the order of the config.</param>
/// <param name="Object">Always <c>list</c>.</param>
public sealed record ModelCardList(IReadOnlyList<ModelCard> Data, string Object = "list");
