using System.Globalization;
using System.Text.Json;
using Linkspan.Containers.Model;

namespace Linkspan.Containers.Images;

/// <summary>An image's configuration blob (OCI image-spec, config.md), read and written.</summary>
internal sealed record ImageConfig
{
    public DateTimeOffset? Created { get; init; }

    public string Author { get; init; } = "";

    public string Comment { get; init; } = "";

    public string Architecture { get; init; } = "";

    public string Variant { get; init; } = "";

    public string Os { get; init; } = "";

    public ContainerConfig Config { get; init; } = new();

    /// <summary>Digests of the unpacked layers, lowest first.</summary>
    public IReadOnlyList<string> DiffIds { get; init; } = [];

    /// <summary>Steps, oldest first.</summary>
    public IReadOnlyList<ImageStep> History { get; init; } = [];

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static ImageConfig Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            List<ImageStep> history = [];
            foreach (JsonElement step in Items(root, "history"))
            {
                history.Add(new ImageStep(
                    Time(step, "created"), Text(step, "created_by"), Text(step, "comment"),
                    step.TryGetProperty("empty_layer", out JsonElement empty) && empty.ValueKind == JsonValueKind.True));
            }

            return new ImageConfig
            {
                Created = Time(root, "created"),
                Author = Text(root, "author"),
                Comment = history.Count > 0 ? history[^1].Comment : Text(root, "comment"),
                Architecture = Text(root, "architecture"),
                Variant = Text(root, "variant"),
                Os = Text(root, "os"),
                Config = root.TryGetProperty("config", out JsonElement config) && config.ValueKind == JsonValueKind.Object ? Container(config) : new(),
                DiffIds = root.TryGetProperty("rootfs", out JsonElement rootfs) ? Texts(rootfs, "diff_ids") ?? [] : [],
                History = history,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("the image's configuration is not valid: " + e.Message, e);
        }
    }

    /// <summary>Writes a configuration.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("architecture", Architecture);
            json.WriteString("os", Os);
            WriteTime(json, Created);
            json.WriteStartObject("config");
            WriteContainer(json, Config);
            json.WriteEndObject();
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            WriteTexts(json, "diff_ids", DiffIds);
            json.WriteEndObject();
            json.WriteStartArray("history");
            foreach (ImageStep step in History)
            {
                json.WriteStartObject();
                WriteTime(json, step.Created);
                json.WriteString("created_by", step.CreatedBy);
                json.WriteString("comment", step.Comment);
                if (step.EmptyLayer)
                {
                    json.WriteBoolean("empty_layer", true);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static ContainerConfig Container(JsonElement json) => new()
    {
        Hostname = Text(json, "Hostname"),
        Domainname = Text(json, "Domainname"),
        User = Text(json, "User"),
        ExposedPorts = Keys(json, "ExposedPorts"),
        Env = Texts(json, "Env") ?? [],
        Cmd = Texts(json, "Cmd"),
        Entrypoint = Texts(json, "Entrypoint"),
        Volumes = Keys(json, "Volumes"),
        WorkingDir = Text(json, "WorkingDir"),
        Labels = Map(json, "Labels"),
        StopSignal = Text(json, "StopSignal"),
        Shell = Texts(json, "Shell") ?? [],
        OnBuild = Texts(json, "OnBuild") ?? [],
        Healthcheck = json.TryGetProperty("Healthcheck", out JsonElement check) && check.ValueKind == JsonValueKind.Object
            ? new HealthCheck
            {
                Test = Texts(check, "Test") ?? [],
                Interval = Number(check, "Interval"),
                Timeout = Number(check, "Timeout"),
                StartPeriod = Number(check, "StartPeriod"),
                StartInterval = Number(check, "StartInterval"),
                Retries = (int)Number(check, "Retries"),
            }
            : null,
    };

    private static void WriteContainer(Utf8JsonWriter json, ContainerConfig config)
    {
        json.WriteString("User", config.User);
        WriteKeys(json, "ExposedPorts", config.ExposedPorts);
        WriteTexts(json, "Env", config.Env);
        WriteTexts(json, "Cmd", config.Cmd);
        WriteTexts(json, "Entrypoint", config.Entrypoint);
        WriteKeys(json, "Volumes", config.Volumes);
        json.WriteString("WorkingDir", config.WorkingDir);
        json.WriteStartObject("Labels");
        foreach ((string key, string value) in config.Labels)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        if (config.StopSignal.Length > 0)
        {
            json.WriteString("StopSignal", config.StopSignal);
        }

        if (config.OnBuild.Count > 0)
        {
            WriteTexts(json, "OnBuild", config.OnBuild);
        }

        if (config.Healthcheck is { } check)
        {
            json.WriteStartObject("Healthcheck");
            WriteTexts(json, "Test", check.Test);
            json.WriteNumber("Interval", check.Interval);
            json.WriteNumber("Timeout", check.Timeout);
            json.WriteNumber("StartPeriod", check.StartPeriod);
            json.WriteNumber("StartInterval", check.StartInterval);
            json.WriteNumber("Retries", check.Retries);
            json.WriteEndObject();
        }
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString("created", value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteKeys(Utf8JsonWriter json, string name, IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (string key in keys)
        {
            json.WriteStartObject(key);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default;

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    private static List<string>? Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(static item => item.GetString() ?? "")]
            : null;

    private static List<string> Keys(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject().Select(static item => item.Name)]
            : [];

    private static Dictionary<string, string> Map(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().ToDictionary(static item => item.Name, static item => item.Value.GetString() ?? "", StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
