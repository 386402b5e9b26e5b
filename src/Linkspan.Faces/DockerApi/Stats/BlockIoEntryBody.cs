namespace Linkspan.Faces.DockerApi.Stats;

/// <summary>One device and direction.</summary>
internal sealed record BlockIoEntryBody(ulong Major, ulong Minor, string Op, ulong Value);
