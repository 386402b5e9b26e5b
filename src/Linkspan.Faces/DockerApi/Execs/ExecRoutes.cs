using Linkspan.Containers;
using Linkspan.Containers.Model;
using Linkspan.Engine;
using Linkspan.Faces.DockerApi.Containers;
using Linkspan.Faces.DockerApi.Http;

namespace Linkspan.Faces.DockerApi.Execs;

/// <summary>Further processes in a container.</summary>
internal sealed class ExecRoutes(ContainerService containers)
{
    /// <summary>The routes.</summary>
    public IEnumerable<Route> All() =>
    [
        new("POST", "/containers/{id}/exec", CreateAsync),
        new("POST", "/exec/{id}/start", StartAsync),
        new("POST", "/exec/{id}/resize", ResizeAsync),
        new("GET", "/exec/{id}/json", InspectAsync),
    ];

    private async Task CreateAsync(ApiCall call)
    {
        ExecCreateBody body = await call.BodyAsync(ExecJson.Default.ExecCreateBody);
        ExecConfig config = body.ToModel();
        DetachKeys.Of(config.DetachKeys);
        string id = await containers.CreateExecAsync(call.Value("id"), config, call.Aborted);
        await call.JsonAsync(new IdBody(id), ExecJson.Default.IdBody, status: 201);
    }

    private async Task StartAsync(ApiCall call)
    {
        ExecStartBody body = await call.OptionalBodyAsync(ExecJson.Default.ExecStartBody) ?? new ExecStartBody();
        Exec exec = containers.FindExec(call.Value("id"));
        var start = new ExecStart(body.Detach ?? false, body.ConsoleSize ?? []);
        AttachSession? session = await containers.StartExecAsync(exec.Id, start, CancellationToken.None);
        if (session is null)
        {
            await call.StatusAsync(200);
            return;
        }

        DetachKeys? keys = exec.Config.Tty ? DetachKeys.Of(exec.Config.DetachKeys) : null;
        call.Hijack(session.Tty, pipe => RawSession.SpeakAsync(pipe, session, keys));
    }

    private async Task ResizeAsync(ApiCall call)
    {
        (int height, int width) = StreamRoutes.Size(call);
        Exec exec = containers.FindExec(call.Value("id"));
        if (!exec.Running)
        {
            throw new LinkspanException(ErrorKind.Conflict, $"exec {exec.Id} is not running");
        }

        await containers.ResizeExecAsync(exec.Id, height, width, call.Aborted);
        await call.StatusAsync(200);
    }

    private Task InspectAsync(ApiCall call) => call.JsonAsync(ExecBody.Of(containers.FindExec(call.Value("id"))), ExecJson.Default.ExecBody);
}
