namespace Linkspan.Containers.Images;

/// <summary>Media types of image parts that we write; the OCI ones are read as well.</summary>
internal static class MediaTypes
{
    public const string Manifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string ManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string Config = "application/vnd.docker.container.image.v1+json";
    public const string Layer = "application/vnd.docker.image.rootfs.diff.tar";
    public const string LayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>True for a list of manifests, one a platform.</summary>
    public static bool IsIndex(string type) => type is ManifestList or OciIndex;
}
