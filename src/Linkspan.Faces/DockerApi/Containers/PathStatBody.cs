using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Header <c>X-Docker-Container-Path-Stat</c>; the mode is that of Go's <c>os.FileMode</c>.</summary>
internal sealed record PathStatBody(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("mode")] uint Mode,
    [property: JsonPropertyName("mtime")] string ModifiedAt,
    [property: JsonPropertyName("linkTarget")] string LinkTarget)
{
    public static PathStatBody Of(PathFacts facts) => new(facts.Name, facts.Size, GoMode(facts.Mode), ApiTime.Text(facts.ModifiedAt), facts.LinkTarget);

    /// <summary>Type and special bits where Go has them: folder 31, link 27, device 26, pipe 25, socket 24, setuid 23, setgid 22, character device 21, sticky 20.</summary>
    private static uint GoMode(uint mode)
    {
        uint kind = (mode & 0xf000) switch
        {
            0x4000 => 1u << 31,
            0xa000 => 1u << 27,
            0x6000 => 1u << 26,
            0x2000 => (1u << 26) | (1u << 21),
            0x1000 => 1u << 25,
            0xc000 => 1u << 24,
            _ => 0,
        };
        return (mode & 0x1ff) | kind | ((mode & 0x800) << 12) | ((mode & 0x400) << 12) | ((mode & 0x200) << 11);
    }
}
