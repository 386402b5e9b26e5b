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
            Healthcheck = Health(user.Healthcheck, image.Healthcheck),
        };
    }

    /// <summary>What the user's check leaves open is the image's.</summary>
    private static HealthCheck? Health(HealthCheck? user, HealthCheck? image) => user is null || image is null ? user ?? image : new HealthCheck
    {
        Test = user.Test.Count > 0 ? user.Test : image.Test,
        Interval = user.Interval != 0 ? user.Interval : image.Interval,
        Timeout = user.Timeout != 0 ? user.Timeout : image.Timeout,
        StartPeriod = user.StartPeriod != 0 ? user.StartPeriod : image.StartPeriod,
        StartInterval = user.StartInterval != 0 ? user.StartInterval : image.StartInterval,
        Retries = user.Retries != 0 ? user.Retries : image.Retries,
    };

    private static string First(string one, string other) => one.Length > 0 ? one : other;

    private static List<string> Environment(IReadOnlyList<string> user, IReadOnlyList<string> image)
    {
        HashSet<string> names = [.. user.Select(NameOf)];
        return [.. user, .. image.Where(variable => !names.Contains(NameOf(variable)))];
    }

    private static string NameOf(string variable) => variable.Split('=', 2)[0];
}
