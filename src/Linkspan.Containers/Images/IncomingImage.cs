namespace Linkspan.Containers.Images;

/// <summary>An image whose parts are in the content store but which has no name there yet.</summary>
/// <param name="ManifestDescriptor">Its manifest.</param>
/// <param name="Manifest">The manifest's content.</param>
/// <param name="Names">Names it is to get, in full; empty for none.</param>
internal sealed record IncomingImage(Descriptor ManifestDescriptor, ImageManifest Manifest, IReadOnlyList<string> Names);
