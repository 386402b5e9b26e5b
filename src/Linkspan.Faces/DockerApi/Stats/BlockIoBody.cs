using System.Text.Json.Serialization;

namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>
/// Bytes read from and written to block devices. The other lists belong to a scheduler that kernels since 5.0 have no more: empty with
/// cgroup v1, absent with v2, as Docker shows them.
/// </summary>
internal sealed record BlockIoBody(IReadOnlyList<BlockIoEntryBody>? IoServiceBytesRecursive, [property: JsonIgnore] IReadOnlyList<BlockIoEntryBody>? Others = null)
{
    public IReadOnlyList<BlockIoEntryBody>? IoServicedRecursive => Others;

    public IReadOnlyList<BlockIoEntryBody>? IoQueueRecursive => Others;

    public IReadOnlyList<BlockIoEntryBody>? IoServiceTimeRecursive => Others;

    public IReadOnlyList<BlockIoEntryBody>? IoWaitTimeRecursive => Others;

    public IReadOnlyList<BlockIoEntryBody>? IoMergedRecursive => Others;

    public IReadOnlyList<BlockIoEntryBody>? IoTimeRecursive => Others;

    public IReadOnlyList<BlockIoEntryBody>? SectorsRecursive => Others;
}
