namespace Linkspan.Containers.Model;

/// <summary>What happens when a container ends by itself.</summary>
/// <param name="Name">Empty or <c>no</c>, <c>always</c>, <c>unless-stopped</c>, <c>on-failure</c>.</param>
/// <param name="MaximumRetryCount">With <c>on-failure</c>: most restarts; 0 means no limit.</param>
public sealed record RestartPolicy(string Name = "no", int MaximumRetryCount = 0);
