namespace Linkspan.Containers.Model;

/// <summary>An image that came in by load.</summary>
/// <param name="Id">Image id.</param>
/// <param name="Names">Familiar names it now bears; empty for an image without one.</param>
public sealed record LoadedImage(string Id, IReadOnlyList<string> Names);
