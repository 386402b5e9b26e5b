namespace Linkspan.Containers.Spec;

/// <summary>A device node of a container.</summary>
/// <param name="Path">Path inside.</param>
/// <param name="Type"><c>c</c> or <c>b</c>.</param>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="User">Owner.</param>
/// <param name="Group">Group.</param>
/// <param name="Access">Cgroup permissions.</param>
internal sealed record SpecDevice(string Path, char Type, uint Major, uint Minor, uint Mode, uint User, uint Group, string Access);
