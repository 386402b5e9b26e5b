namespace Linkspan.Containers.Model;

/// <summary>One step of an image's removal; one of the two is set.</summary>
/// <param name="Untagged">Name taken away.</param>
/// <param name="Deleted">Image or layer deleted.</param>
public sealed record RemovedImage(string? Untagged, string? Deleted);
