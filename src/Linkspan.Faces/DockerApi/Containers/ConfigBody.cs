using System.Text.Json.Serialization;
using Linkspan.Containers.Model;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>What runs in a container, or an image's defaults for it: asked for and shown in the same form.</summary>
internal record ConfigBody
{
    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    public string? User { get; init; }

    public bool? AttachStdin { get; init; }

    public bool? AttachStdout { get; init; }

    public bool? AttachStderr { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, EmptyBody?>? ExposedPorts { get; init; }

    public bool? Tty { get; init; }

    public bool? OpenStdin { get; init; }

    public bool? StdinOnce { get; init; }

    public IReadOnlyList<string?>? Env { get; init; }

    [JsonConverter(typeof(WordsConverter))]
    public IReadOnlyList<string>? Cmd { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthcheckBody? Healthcheck { get; init; }

    public string? Image { get; init; }

    public IReadOnlyDictionary<string, EmptyBody?>? Volumes { get; init; }

    public string? WorkingDir { get; init; }

    [JsonConverter(typeof(WordsConverter))]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? NetworkDisabled { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MacAddress { get; init; }

    public IReadOnlyList<string?>? OnBuild { get; init; }

    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopTimeout { get; init; }

    [JsonConverter(typeof(WordsConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Shell { get; init; }

    public static ConfigBody Of(ContainerConfig config) => new()
    {
        Hostname = config.Hostname,
        Domainname = config.Domainname,
        User = config.User,
        AttachStdin = config.AttachStdin,
        AttachStdout = config.AttachStdout,
        AttachStderr = config.AttachStderr,
        ExposedPorts = config.ExposedPorts.Count == 0 ? null : Given.Set(config.ExposedPorts),
        Tty = config.Tty,
        OpenStdin = config.OpenStdin,
        StdinOnce = config.StdinOnce,
        Env = config.Env.Count == 0 ? null : config.Env,
        Cmd = config.Cmd,
        Healthcheck = HealthcheckBody.Of(config.Healthcheck),
        Image = config.Image,
        Volumes = config.Volumes.Count == 0 ? null : Given.Set(config.Volumes),
        WorkingDir = config.WorkingDir,
        Entrypoint = config.Entrypoint,
        NetworkDisabled = config.NetworkDisabled ? true : null,
        MacAddress = NotEmpty(config.MacAddress),
        OnBuild = config.OnBuild.Count == 0 ? null : config.OnBuild,
        Labels = config.Labels!,
        StopSignal = NotEmpty(config.StopSignal),
        StopTimeout = config.StopTimeout,
        Shell = config.Shell.Count == 0 ? null : config.Shell,
    };

    public ContainerConfig ToModel() => new()
    {
        Hostname = Hostname ?? "",
        Domainname = Domainname ?? "",
        User = User ?? "",
        AttachStdin = AttachStdin ?? false,
        AttachStdout = AttachStdout ?? false,
        AttachStderr = AttachStderr ?? false,
        ExposedPorts = [.. Given.Keys(ExposedPorts).Select(PortText.Normal).Distinct(StringComparer.Ordinal)],
        Tty = Tty ?? false,
        OpenStdin = OpenStdin ?? false,
        StdinOnce = StdinOnce ?? false,
        Env = Given.List(Env),
        Cmd = Cmd,
        Healthcheck = Healthcheck?.ToModel(),
        Image = Image ?? "",
        Volumes = Given.Keys(Volumes),
        WorkingDir = WorkingDir ?? "",
        Entrypoint = Entrypoint,
        NetworkDisabled = NetworkDisabled ?? false,
        MacAddress = MacAddress ?? "",
        OnBuild = Given.List(OnBuild),
        Labels = Given.Map(Labels),
        StopSignal = StopSignal ?? "",
        StopTimeout = StopTimeout,
        Shell = Shell ?? [],
    };

    private static string? NotEmpty(string text) => text.Length == 0 ? null : text;
}
