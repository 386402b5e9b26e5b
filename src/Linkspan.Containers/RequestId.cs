namespace Linkspan.Containers;

/// <summary>
/// The id of the API request that the current flow of calls works for. It follows awaits; work that outlives the request
/// (<c>InBackground</c>) is begun without it.
/// </summary>
public static class RequestId
{
    /// <summary>Name of the attribute that an event gets.</summary>
    public const string Attribute = "requestId";

    private static readonly AsyncLocal<string?> Flowing = new();

    /// <summary>The id; null outside of requests. What is set is seen by the calls below the one that sets it.</summary>
    public static string? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }
}
