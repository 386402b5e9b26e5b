namespace Linkspan.Containers.Model;

/// <summary>One step of an image's making, the newest first.</summary>
/// <param name="Id">Image id for the first, <c>&lt;missing&gt;</c> for the others.</param>
/// <param name="Created">When; null when unknown.</param>
/// <param name="CreatedBy">Command.</param>
/// <param name="Tags">Names, on the first only.</param>
/// <param name="Size">Bytes of its layer; 0 where it has none.</param>
/// <param name="Comment">Comment.</param>
public sealed record ImageHistory(string Id, DateTimeOffset? Created, string CreatedBy, IReadOnlyList<string> Tags, long Size, string Comment);
