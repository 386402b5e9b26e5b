namespace Linkspan.Compat.Tests;

/// <summary>A stack of front end, API and database by Debian's Compose 1.29 and Compose v2.</summary>
public sealed class ComposeTests(DaemonFixture daemon) : IDisposable
{
    private const string Stack = """
        services:
          db:
            image: my_image
            command: ["sh", "-c", "sleep 0.5; touch /tmp/ready; exec sleep 1000"]
            healthcheck: {test: ["CMD", "test", "-e", "/tmp/ready"], interval: 100ms, retries: 50}
            networks:
              back: {ipv4_address: 10.91.0.10, aliases: [database]}
            volumes: ["data:/data"]
            labels: {tier: db}
          api:
            image: my_image
            command: ["sh", "-c", "mkdir -p /www; echo api >/www/index.html; exec httpd -f -h /www"]
            depends_on: {db: {condition: service_healthy}}
            networks: [front, back]
            extra_hosts: ["friend:10.1.2.3"]
          web:
            image: my_image
            command: ["sh", "-c", "mkdir -p /www; echo web >/www/index.html; exec httpd -f -h /www"]
            depends_on: [api]
            ports: ["8111:80"]
            networks: [front]
          side:
            image: my_image
            network_mode: "service:web"
            command: ["sleep", "1000"]
        networks:
          front: {}
          back: {internal: true, ipam: {config: [{subnet: 10.91.0.0/24}]}}
        volumes:
          data: {}
        """;

    public void Dispose() => daemon.Clean();

    [Theory]
    [InlineData("/usr/bin/docker-compose")] // Debian 12: 1.29
    [InlineData("artifacts/peers/usr/bin/docker-compose")] // Debian 13: 2.26
    public void A_stack_comes_up_scales_restarts_and_goes(string program)
    {
        string compose = program.StartsWith('/') ? program : Repository.Path(program);
        Assert.SkipUnless(File.Exists(compose), $"no {program}; './build compat' installs or unpacks it where the machine's mirror has it");
        string folder = Directory.CreateTempSubdirectory("linkspan-stack-").FullName;
        File.WriteAllText(Path.Combine(folder, "compose.yml"), Stack);
        string Run(params string[] arguments)
        {
            ToolResult result = Tool.Run("env", [$"DOCKER_HOST=unix://{daemon.Socket}", compose, "-f", Path.Combine(folder, "compose.yml"), "-p", "st", .. arguments]);
            Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.Output}{result.Error}");
            return result.Output;
        }

        Run("up", "-d");
        string first = Ids();
        Assert.Equal(4, first.Split('\n').Length);
        Assert.Equal("healthy", daemon.Must("inspect", "-f", "{{.State.Health.Status}}", Named("db")));
        Assert.Equal("web\n", Fetch());
        Assert.Contains("(10.91.0.10)", daemon.Must("exec", Named("api"), "ping", "-c1", "-W1", "database"));
        Assert.Equal("web", daemon.Must("exec", Named("api"), "wget", "-qO-", "http://web/"));
        Assert.Contains("10.1.2.3\tfriend", daemon.Must("exec", Named("api"), "cat", "/etc/hosts"));
        daemon.Fails("exec", Named("web"), "ping", "-c1", "-W1", "10.91.0.10");
        Run("up", "-d");
        Assert.Equal(first, Ids());
        Run("up", "-d", "--scale", "api=3");
        Assert.Equal(6, Ids().Split('\n').Length);
        Run("restart", "-t", "0", "web");
        Assert.Equal("web\n", Fetch());
        Run("down", "-v", "-t", "0");
        Assert.Equal("", daemon.Must("ps", "-aq"));
        Assert.Equal("bridge\nhost\nnone", daemon.Must("network", "ls", "--format", "{{.Name}}"));
        Assert.Equal("", daemon.Must("volume", "ls", "-q", "--filter", "name=st_data"));
        Directory.Delete(folder, recursive: true);
    }

    private static string Fetch() => Tool.Run("curl", "-sS", "--max-time", "5", "--retry", "5", "--retry-connrefused", "--retry-delay", "1", "http://127.0.0.1:8111/").Output;

    private string Ids() => string.Join('\n', daemon.Must("ps", "-q", "--no-trunc").Split('\n').Order(StringComparer.Ordinal));

    private string Named(string service) => daemon.Must("ps", "-q", "--filter", $"label=com.docker.compose.service={service}").Split('\n')[0];
}
