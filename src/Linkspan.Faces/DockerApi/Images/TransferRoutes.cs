using System.Buffers.Text;
using System.Text.Json;
using System.Threading.Channels;
using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Images;

/// <summary>Images that come in and go out: load, import, pull, save.</summary>
internal sealed class TransferRoutes(ContainerPlatform platform)
{
    private const string Archive = "application/x-tar";

    private readonly ImageStore _images = platform.Images;

    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("POST", "/images/load", LoadAsync),
        new("POST", "/images/create", CreateAsync),
        new("GET", "/images/get", call => SaveAsync(call, [.. call.QueryAll("names").SelectMany(static names => names.Split(','))])),
        new("GET", "/images/{name*}/get", call => SaveAsync(call, [call.Value("name")])),
    ];

    /// <summary>The reference that a name and a tag or digest make.</summary>
    internal static string Reference(string name, string tag) =>
        tag.Length == 0 ? name : tag.Contains(':', StringComparison.Ordinal) ? $"{name}@{tag}" : $"{name}:{tag}";

    /// <summary>Reads <c>X-Registry-Auth</c>; null where it says nothing.</summary>
    /// <exception cref="LinkspanException">Invalid.</exception>
    internal static RegistryCredentials? Credentials(string header)
    {
        if (header.Length == 0)
        {
            return null;
        }

        try
        {
            RegistryAuthBody? auth = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(header.Replace('+', '-').Replace('/', '_')), ImageJson.Default.RegistryAuthBody);
            return string.IsNullOrEmpty(auth?.Username) ? null : new RegistryCredentials(auth.Username, auth.Password ?? "");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new LinkspanException(ErrorKind.Invalid, "invalid X-Registry-Auth header: it is no base64url of a JSON object", e);
        }
    }

    private async Task LoadAsync(ApiCall call)
    {
        Platforms.Require(call.Query("platform"));
        IReadOnlyList<LoadedImage> loaded = await _images.LoadAsync(call.Http.Request.Body, call.Aborted);
        Stream stream = await call.StreamAsync("application/json");
        foreach (LoadedImage image in loaded)
        {
            foreach (string line in image.Names.Count == 0 ? [$"Loaded image ID: {image.Id}\n"] : image.Names.Select(static name => $"Loaded image: {name}\n"))
            {
                await call.WriteLineAsync(stream, new ProgressBody { Stream = line }, ImageJson.Default.ProgressBody);
            }
        }
    }

    private Task CreateAsync(ApiCall call)
    {
        Platforms.Require(call.Query("platform"));
        return call.Query("fromImage") is { Length: > 0 } image ? PullAsync(call, Reference(image, call.Query("tag"))) : ImportAsync(call);
    }

    private async Task ImportAsync(ApiCall call)
    {
        string source = call.Query("fromSrc");
        if (source != "-")
        {
            throw source.Length == 0
                ? new LinkspanException(ErrorKind.Invalid, "neither fromImage nor fromSrc was given")
                : new LinkspanException(ErrorKind.Unsupported, "import from an address is not part of this engine; fetch the archive and import it from standard input or a file");
        }

        string repository = call.Query("repo");
        string id = await _images.ImportAsync(
            call.Http.Request.Body, repository.Length == 0 ? null : Reference(repository, call.Query("tag")), call.QueryAll("changes"), call.Query("message"), call.Aborted);
        Stream stream = await call.StreamAsync("application/json");
        await call.WriteLineAsync(stream, new ProgressBody { Status = id }, ImageJson.Default.ProgressBody);
    }

    /// <summary>A failure before there is anything to tell becomes a status, a later one an object of the stream.</summary>
    private async Task PullAsync(ApiCall call, string reference)
    {
        RegistryCredentials? credentials = Credentials(call.Http.Request.Headers["X-Registry-Auth"].ToString());
        var channel = Channel.CreateUnbounded<PullProgress>(new UnboundedChannelOptions { SingleReader = true });
        Task pull = PullIntoAsync(reference, credentials, channel.Writer, call.Aborted);
        List<PullProgress> begun = [];
        while (begun.Count == 0 && await channel.Reader.WaitToReadAsync(call.Aborted) && channel.Reader.TryRead(out PullProgress? progress))
        {
            begun.Add(progress);
        }

        if (pull.IsFaulted)
        {
            await pull;
        }

        Stream stream = await call.StreamAsync("application/json");
        foreach (PullProgress progress in begun)
        {
            await WriteAsync(call, stream, progress);
        }

        await foreach (PullProgress progress in channel.Reader.ReadAllAsync(call.Aborted))
        {
            await WriteAsync(call, stream, progress);
        }

        try
        {
            await pull;
        }
        catch (LinkspanException e)
        {
            await call.WriteLineAsync(stream, new ProgressBody { ErrorDetail = new ErrorDetailBody(e.Message), Error = e.Message }, ImageJson.Default.ProgressBody);
        }
    }

    private static Task WriteAsync(ApiCall call, Stream stream, PullProgress progress) => call.WriteLineAsync(
        stream, new ProgressBody { Id = progress.Id.Length == 0 ? null : progress.Id, Status = progress.Status }, ImageJson.Default.ProgressBody);

    private async Task PullIntoAsync(string reference, RegistryCredentials? credentials, ChannelWriter<PullProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            await _images.PullAsync(reference, credentials, new ChannelProgress(progress), cancellationToken);
        }
        finally
        {
            progress.Complete();
        }
    }

    private async Task SaveAsync(ApiCall call, IReadOnlyList<string> names)
    {
        if (names.Count == 0 || names.Contains("", StringComparer.Ordinal))
        {
            throw new LinkspanException(ErrorKind.Invalid, "no image was named; give names=IMAGE");
        }

        foreach (string name in names)
        {
            _images.Find(name); // what is missing is told before the archive begins
        }

        Stream stream = await call.StreamAsync(Archive);
        await _images.SaveAsync(names, stream, call.Aborted);
    }
}
