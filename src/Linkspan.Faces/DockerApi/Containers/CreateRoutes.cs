using System.Text.Json;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;
using Linkspan.Faces.DockerApi.Networks;

namespace Linkspan.Faces.DockerApi.Containers;

/// <summary>Creation and change of containers.</summary>
internal sealed class CreateRoutes(ContainerService containers)
{
    // What Docker's clients always send although it says nothing.
    private static readonly string[] Silent = ["ArgsEscaped", "Isolation", "Consistency", "Name"];

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("POST", "/containers/create", CreateAsync),
        new("POST", "/containers/{id}/update", UpdateAsync),
        new("POST", "/containers/{id}/rename", RenameAsync),
    ];

    /// <summary>The request of a body.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    internal static ContainerRequest Request(ContainerCreateBody body, string name)
    {
        HostConfig host = (body.HostConfig ?? new HostConfigBody()).ToModel();
        ContainerConfig config = body.ToModel();
        if (host.NetworkMode.StartsWith("container:", StringComparison.Ordinal) && config.ExposedPorts.Count > 0 && host.PortBindings.Count == 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, "conflicting options: port exposing and the container type network mode");
        }

        return new ContainerRequest
        {
            Name = name,
            // A published port counts as exposed, as it does for Docker's clients, which send both.
            Config = config,
            HostConfig = host,
            Endpoints = [.. (body.NetworkingConfig?.EndpointsConfig ?? new Dictionary<string, EndpointBody?>(StringComparer.Ordinal))
                .Select(static pair => (pair.Value ?? new EndpointBody()).ToRequest(pair.Key))],
        };
    }

    /// <summary>A sentence for each field that was given a value and means nothing here.</summary>
    internal static IEnumerable<string> Ignored(string prefix, Dictionary<string, JsonElement>? rest) =>
        (rest ?? []).Where(static pair => !Silent.Contains(pair.Key, StringComparer.OrdinalIgnoreCase) && SaysSomething(pair.Value))
        .Select(pair => $"{prefix}{pair.Key} has no effect with this engine and was ignored");

    /// <summary>Isolation is a matter of Windows; here there is one kind.</summary>
    private static void RequireIsolation(Dictionary<string, JsonElement>? rest)
    {
        if (rest?.GetValueOrDefault("Isolation") is { ValueKind: JsonValueKind.String } asked && asked.GetString()!.ToLowerInvariant() is not ("" or "default"))
        {
            throw new LinkspanException(ErrorKind.Invalid, $"Invalid isolation: \"{asked.GetString()}\" - linux only supports 'default'");
        }
    }

    /// <summary>A container that was asked for a GPU and does not get it would fail in stranger ways.</summary>
    private static void RequireNoDeviceDrivers(Dictionary<string, JsonElement>? rest)
    {
        if (rest?.GetValueOrDefault("DeviceRequests") is not { ValueKind: JsonValueKind.Array } asked || asked.GetArrayLength() == 0)
        {
            return;
        }

        JsonElement first = asked[0];
        string driver = Field("Driver") is { ValueKind: JsonValueKind.String } name ? name.GetString()! : "";
        string capabilities = Field("Capabilities") is { ValueKind: JsonValueKind.Array } lists
            ? string.Join(' ', lists.EnumerateArray().Select(static list => $"[{string.Join(' ', list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(static word => word.ToString()) : [])}]"))
            : "";
        throw new LinkspanException(
            ErrorKind.Invalid, $"could not select device driver \"{driver}\" with capabilities: [{capabilities}]; this engine has no device drivers, give device nodes with --device");

        JsonElement Field(string field) => first.ValueKind == JsonValueKind.Object && first.TryGetProperty(field, out JsonElement value) ? value : default;
    }

    private static bool SaysSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Number => value.GetRawText() is not ("0" or "-0" or "0.0"),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    private async Task CreateAsync(ApiCall call)
    {
        ContainerCreateBody body = await call.BodyAsync(ContainerJson.Default.ContainerCreateBody);
        Platforms.Require(call.Query("platform"));
        RequireIsolation(body.HostConfig?.Rest);
        RequireNoDeviceDrivers(body.HostConfig?.Rest);
        ContainerRequest request = Request(body, call.Query("name"));
        ContainerCreated created = await containers.CreateAsync(request, call.Aborted);
        string[] warnings = [.. created.Warnings, .. Ignored("", body.Rest), .. Ignored("HostConfig.", body.HostConfig?.Rest)];
        await call.JsonAsync(new ContainerCreatedBody(created.Id, warnings), ContainerJson.Default.ContainerCreatedBody, status: 201);
    }

    private async Task UpdateAsync(ApiCall call)
    {
        HostConfigBody body = await call.BodyAsync(ContainerJson.Default.HostConfigBody);
        var update = new ResourceUpdate
        {
            Memory = NotZero(body.Memory),
            MemorySwap = NotZero(body.MemorySwap),
            MemoryReservation = NotZero(body.MemoryReservation),
            NanoCpus = NotZero(body.NanoCpus),
            CpuShares = NotZero(body.CpuShares),
            CpuPeriod = NotZero(body.CpuPeriod),
            CpuQuota = NotZero(body.CpuQuota),
            CpusetCpus = string.IsNullOrEmpty(body.CpusetCpus) ? null : body.CpusetCpus,
            CpusetMems = string.IsNullOrEmpty(body.CpusetMems) ? null : body.CpusetMems,
            PidsLimit = body.PidsLimit,
            PortBindings = body.PortBindings is null ? null : body.ToModel().PortBindings,
            RestartPolicy = string.IsNullOrEmpty(body.RestartPolicy?.Name) ? null : new RestartPolicy(body.RestartPolicy.Name, body.RestartPolicy.MaximumRetryCount ?? 0),
        };
        string[] told = [.. await containers.UpdateAsync(call.Value("id"), update, call.Aborted), .. Ignored("", body.Rest), .. NotZero(body.BlkioWeight) is null ? Array.Empty<string>() : ["BlkioWeight of a container that exists has no effect with this engine and was ignored"]];
        await call.JsonAsync(new WarningsBody(told.Length == 0 ? null : told), ContainerJson.Default.WarningsBody);
    }

    private async Task RenameAsync(ApiCall call)
    {
        string name = call.Query("name");
        if (name.TrimStart('/').Length == 0)
        {
            throw new LinkspanException(ErrorKind.Invalid, "Neither old nor new names may be empty");
        }

        await containers.RenameAsync(call.Value("id"), name, call.Aborted);
        await call.StatusAsync(204);
    }

    private static long? NotZero(long? value) => value is 0 ? null : value;
}
