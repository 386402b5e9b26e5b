namespace Linkspan.Cli.Input;

/// <summary>Splits an image's name: <c>registry:5000/name:tag</c>.</summary>
internal static class ImageName
{
    /// <summary>The repository, and the tag or digest; "" where there is none.</summary>
    public static (string Repository, string Tag) Split(string image)
    {
        int at = image.IndexOf('@', StringComparison.Ordinal);
        if (at > 0)
        {
            return (image[..at], image[(at + 1)..]);
        }

        // A colon before a slash is a registry's port.
        int colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, "");
    }
}
