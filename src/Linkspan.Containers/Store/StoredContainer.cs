using Linkspan.Containers.Model;

namespace Linkspan.Containers.Store;

/// <summary>The document of one container.</summary>
/// <param name="Container">The container.</param>
/// <param name="Intent">What was being done.</param>
internal sealed record StoredContainer(Container Container, Intent Intent);
