namespace Linkspan.Compat.Tests.Comparison;

/// <summary>What is asked of both daemons, by chapter.</summary>
internal static partial class Script
{
    /// <summary>A container that runs until it is killed.</summary>
    private const string Sleeper = """{"Image":"my_image","Cmd":["sleep","1000"]}""";

    public static IReadOnlyList<Chapter> Chapters { get; } =
    [
        Versions(), NetworkMistakes(), NetworkOptionMistakes(), NetworkLists(), Members(), MemberMistakes(),
        Creation(), CreationMistakes(), Lifecycle(), LifecycleMistakes(), ContainerLists(), Execs(), Files(), Images(), Volumes(), Events(), Engine(), Absent(),
    ];

    private static Chapter Versions()
    {
        var rows = new Chapter("versions");
        rows.Get("=/_ping", "the first request of most SDKs: headers decide the version");
        rows.Head("=/_ping", "the first request of the CLI");
        rows.Get("/v1.24/_ping", "oldest version");
        rows.Get("/v1.40/_ping", "a version in between");
        rows.Get("/v1.23/_ping", "too old for ping as well");
        rows.Get("/v1.23/version", "too old");
        rows.Get("/v1.0/networks", "much too old");
        rows.Get("/v1.99/version", "too new");
        rows.Get("/v9.9/version", "another major number");
        rows.Get("/vx/version", "no version at all");
        rows.Get("=/nosuch", "unknown path without version");
        rows.Get("/nosuch", "unknown path with version");
        rows.Post("/version", null, "wrong method");
        rows.Delete("/networks", "wrong method on a collection");
        rows.Get("=/networks", "paths without a version work");
        return rows;
    }
}
