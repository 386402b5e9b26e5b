namespace Linkspan.Containers.Images;

/// <summary>One step of an image's history as its configuration tells it.</summary>
/// <param name="Created">When.</param>
/// <param name="CreatedBy">Command.</param>
/// <param name="Comment">Comment.</param>
/// <param name="EmptyLayer">It changed no files: there is no layer for it.</param>
internal sealed record ImageStep(DateTimeOffset? Created, string CreatedBy, string Comment, bool EmptyLayer);
