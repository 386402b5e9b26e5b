namespace Linkspan.Containers.Model;

/// <summary>Table of a container's processes, as ps(1) prints it.</summary>
/// <param name="Titles">Column heads.</param>
/// <param name="Processes">A row a process.</param>
public sealed record ContainerProcesses(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Processes);
