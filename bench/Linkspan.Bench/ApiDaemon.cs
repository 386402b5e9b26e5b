using System.Diagnostics;
using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Linkspan.Bench;

/// <summary>One daemon with Docker's API, in namespaces and folders of its own, spoken to over its socket by one client.</summary>
internal sealed class ApiDaemon : IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Process _process;
    private readonly HttpClient _http;

    private ApiDaemon(string folder, Process process)
    {
        _folder = folder;
        _process = process;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://daemon/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    private string Path => System.IO.Path.Combine(_folder, "docker.sock");

    /// <summary>Starts Docker's own, as the comparison's tests do: Debian's, unpacked by <c>./build compat</c>.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Task<ApiDaemon> StartDockerAsync(CancellationToken cancellationToken)
    {
        string peers = Programs.FindFolder("artifacts/peers/usr/sbin") ?? throw new FileNotFoundException("no dockerd to compare with: run ./build compat, which unpacks Debian's into artifacts/peers");
        return StartAsync(
            "ip link set lo up; mount -t tmpfs tmpfs /run; PATH=\"$2:$2/../bin:$PATH\"; exec dockerd --data-root \"$1/data\" --exec-root \"$1/run\" --pidfile \"$1/pid\" -H \"unix://$1/docker.sock\" --cgroup-parent \"/${1##*/}\" >\"$1/log\" 2>&1 </dev/null",
            peers, cancellationToken);
    }

    /// <summary>Starts ours.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Task<ApiDaemon> StartLinkspanAsync(CancellationToken cancellationToken) => StartAsync(
        "ip link set lo up; exec \"$2\" daemon --data-root \"$1/data\" --exec-root \"$1/run\" -H \"unix://$1/docker.sock\" --cgroup-parent \"/${1##*/}\" >\"$1/log\" 2>&1 </dev/null",
        Programs.Find("linkspan") ?? throw new FileNotFoundException("no out/linkspan: run ./build publish"), cancellationToken);

    /// <summary>Asks and reads the whole answer.</summary>
    /// <exception cref="IOException">The daemon refused.</exception>
    public async Task<string> AskAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : throw new IOException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Makes a container that sleeps.</summary>
    public async Task<string> CreateAsync()
    {
        using var answer = JsonDocument.Parse(await AskAsync(HttpMethod.Post, "containers/create", """{"Image":"bench","Cmd":["/bin/sleep","100000"]}"""));
        return answer.RootElement.GetProperty("Id").GetString()!;
    }

    /// <summary>Create, start and remove of one container.</summary>
    public async Task LiveAsync()
    {
        string id = await CreateAsync();
        await AskAsync(HttpMethod.Post, $"containers/{id}/start");
        await AskAsync(HttpMethod.Delete, $"containers/{id}?force=1");
    }

    /// <summary><c>docker run --rm</c> of the stock client.</summary>
    public void Run()
    {
        using Process run = Process.Start(new ProcessStartInfo("docker", ["--host", $"unix://{Path}", "run", "--rm", "bench", "/bin/true"]))!;
        run.WaitForExit();
        if (run.ExitCode != 0)
        {
            throw new IOException($"docker run: exit {run.ExitCode}");
        }
    }

    /// <summary>Resident memory in MiB of the daemon with what it started for itself: containerd, our keeper; not the shims, which are alike.</summary>
    public double ResidentMiB() => Processes()
        .Where(static process => process.Name is "dockerd" or "containerd" or "linkspand" or "linkspan-net")
        .Sum(static process => AttachFigures.ResidentMiB(process.Id));

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        foreach ((int id, string _) in Processes())
        {
            using var left = Process.GetProcessById(id);
            left.Kill();
        }

        using Process cleaner = Process.Start("sh", ["-c", $"awk -v f='{_folder}/' 'index($2, f) == 1 {{print $2}}' /proc/mounts | sort -r | xargs -r umount -l; for try in 1 2 3 4 5; do rm -rf '{_folder}' && break; sleep 0.2; done"])!;
        cleaner.WaitForExit();
        _process.Dispose();
    }

    private static async Task<ApiDaemon> StartAsync(string script, string program, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("linkspan-bench-api-").FullName;
        var daemon = new ApiDaemon(folder, Process.Start(new ProcessStartInfo(
            "unshare", ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "--", "sh", "-c", script, "sh", folder, program]))!);
        long started = Stopwatch.GetTimestamp();
        while (!await daemon.AnswersAsync())
        {
            if (daemon._process.HasExited || Stopwatch.GetElapsedTime(started) > StartPatience)
            {
                string log = System.IO.Path.Combine(folder, "log");
                throw new IOException($"{program} does not answer: {(File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(5)) : "")}");
            }

            await Task.Delay(50, cancellationToken);
        }

        await daemon.ImportAsync();
        return daemon;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await AskAsync(HttpMethod.Get, "_ping");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>An image of busybox with two of its commands.</summary>
    private async Task ImportAsync()
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry("/bin/busybox", "bin/busybox");
            foreach (string applet in new[] { "sleep", "true" })
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }
        }

        archive.Position = 0;
        using var content = new StreamContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using HttpResponseMessage response = await _http.PostAsync("images/create?fromSrc=-&repo=bench", content);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync();
    }

    /// <summary>Processes whose command line names the daemon's folder, and the daemon itself.</summary>
    private IEnumerable<(int Id, string Name)> Processes()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(process), out int id) || id == Environment.ProcessId)
            {
                continue;
            }

            string line, name;
            try
            {
                line = File.ReadAllText(System.IO.Path.Combine(process, "cmdline"));
                name = File.ReadAllText(System.IO.Path.Combine(process, "comm")).Trim();
            }
            catch (IOException)
            {
                continue; // it ended meanwhile
            }

            if (line.Contains(_folder + "/", StringComparison.Ordinal))
            {
                yield return (id, name);
            }
        }
    }
}
