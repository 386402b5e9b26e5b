namespace Linkspan.Containers.Images;

/// <summary>A blob of the content store.</summary>
/// <param name="MediaType">Media type.</param>
/// <param name="Digest">Digest, <c>sha256:…</c>.</param>
/// <param name="Size">Bytes.</param>
internal sealed record Descriptor(string MediaType, string Digest, long Size);
