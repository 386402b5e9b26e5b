using Linkspan.Containers.Model;

namespace Linkspan.Containers.Images;

/// <summary>An image of the store: what it shows and what lies behind it.</summary>
/// <param name="Image">Without its names, which belong to the store's table.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="ManifestDescriptor">Where that is.</param>
internal sealed record ImageEntry(Image Image, ImageConfig Config, ImageManifest Manifest, Descriptor ManifestDescriptor);
