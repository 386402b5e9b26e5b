using System.Runtime.InteropServices;
using Linkspan.Engine;

namespace Linkspan.Faces.DockerApi.Http;

/// <summary>The <c>platform</c> parameter: this engine runs what its host runs.</summary>
internal static class Platforms
{
    /// <summary>Accepts nothing, the host's system, and the host's system and architecture.</summary>
    /// <exception cref="LinkspanException">Unsupported.</exception>
    public static void Require(string platform)
    {
        string architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            Architecture other => other.ToString().ToLowerInvariant(),
        };
        string[] parts = platform.Split('/');
        if (platform.Length > 0 && (parts[0] != "linux" || (parts.Length > 1 && parts[1] != architecture)))
        {
            throw new LinkspanException(ErrorKind.Unsupported, $"platform {platform} cannot run here; leave --platform away, or use linux/{architecture}");
        }
    }
}
