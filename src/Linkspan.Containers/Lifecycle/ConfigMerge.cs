using Linkspan.Containers.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>A container's configuration with its image's defaults.</summary>
internal static class ConfigMerge
{
    /// <summary>The user's values win; environment, labels, ports and volumes add up.</summary>
    public static ContainerConfig Of(ContainerConfig user, ContainerConfig image)
    {
        IReadOnlyList<string>? entrypoint = user.Entrypoint is [] or [""] ? [] : user.Entrypoint ?? image.Entrypoint;

        // An entry point of the user's own drops the image's command, which was made for the image's.
        IReadOnlyList<string>? command = user.Cmd is { Count: > 0 } ? user.Cmd : user.Entrypoint is null ? image.Cmd : user.Cmd;
        var labels = new Dictionary<string, string>(image.Labels, StringComparer.Ordinal);
        foreach ((string key, string value) in user.Labels)
        {
            labels[key] = value;
        }

        return user with
        {
            User = First(user.User, image.User),
            WorkingDir = First(user.WorkingDir, image.WorkingDir),
            StopSignal = First(user.StopSignal, image.StopSignal),
            Entrypoint = entrypoint,
            Cmd = command,
            Env = Environment(user.Env, image.Env),
            Labels = labels,
            ExposedPorts = [.. user.ExposedPorts.Union(image.ExposedPorts, StringComparer.Ordinal)],
            Volumes = [.. user.Volumes.Union(image.Volumes, StringComparer.Ordinal)],
            Shell = user.Shell.Count > 0 ? user.Shell : image.Shell,
            Healthcheck = user.Healthcheck ?? image.Healthcheck,
        };
    }

    private static string First(string one, string other) => one.Length > 0 ? one : other;

    private static List<string> Environment(IReadOnlyList<string> user, IReadOnlyList<string> image)
    {
        HashSet<string> names = [.. user.Select(NameOf)];
        return [.. user, .. image.Where(variable => !names.Contains(NameOf(variable)))];
    }

    private static string NameOf(string variable) => variable.Split('=', 2)[0];
}
