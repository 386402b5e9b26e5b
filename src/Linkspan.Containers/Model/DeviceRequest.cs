namespace Linkspan.Containers.Model;

/// <summary>A device, or a folder of devices, of the host.</summary>
/// <param name="PathOnHost">Path on the host.</param>
/// <param name="PathInContainer">Path inside; empty means the same.</param>
/// <param name="CgroupPermissions">Of <c>r</c>, <c>w</c>, <c>m</c>; empty means all.</param>
public sealed record DeviceRequest(string PathOnHost, string PathInContainer = "", string CgroupPermissions = "rwm");
