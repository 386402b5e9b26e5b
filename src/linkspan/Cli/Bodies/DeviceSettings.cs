namespace Linkspan.Cli.Bodies;

/// <summary>A device of the host.</summary>
internal sealed record DeviceSettings
{
    public string? PathOnHost { get; set; }

    public string? PathInContainer { get; set; }

    public string? CgroupPermissions { get; set; }
}
