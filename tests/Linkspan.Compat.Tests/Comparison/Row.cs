namespace Linkspan.Compat.Tests.Comparison;

/// <summary>One request of the comparison.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path with query; <c>/v1.45</c> is put before it unless it begins with a version, or with <c>=</c> for a path as it stands.</param>
/// <param name="Body">JSON body, or null.</param>
/// <param name="Reason">Why it is asked.</param>
public sealed record Row(string Method, string Path, string? Body, string Reason)
{
    /// <summary>Name under which a value of the answer is kept for <c>{name}</c> in later rows.</summary>
    public string? Keep { get; init; }

    /// <summary>Field of the answer that is kept.</summary>
    public string KeepField { get; init; } = "Id";

    /// <summary>Body that is no JSON: a tar archive.</summary>
    public byte[]? Archive { get; init; }

    /// <summary>How differences and accepted differences name the row.</summary>
    public string Title => Body is null ? $"{Method} {Path}" : $"{Method} {Path} {Body}";
}
