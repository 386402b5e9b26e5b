using Linkspan.Containers.Model;

namespace Linkspan.Containers.Lifecycle;

/// <summary>Whether a restart policy wants a container that ended by itself back.</summary>
internal static class RestartDecision
{
    /// <summary>True for another start.</summary>
    public static bool Wants(Container container, int exitCode)
    {
        RestartPolicy policy = container.HostConfig.RestartPolicy;
        return policy.Name switch
        {
            "always" => true,
            "unless-stopped" => !container.StoppedByUser,
            "on-failure" => exitCode != 0 && (policy.MaximumRetryCount <= 0 || container.RestartCount < policy.MaximumRetryCount),
            _ => false,
        };
    }
}
