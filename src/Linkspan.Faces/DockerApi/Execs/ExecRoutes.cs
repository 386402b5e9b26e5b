using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
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
        if (start.Detach)
        {
            await containers.StartExecAsync(exec.Id, start, CancellationToken.None);
            await call.StatusAsync(200);
            return;
        }

        // The head of the answer goes out before the process starts: docker-py loses output that comes in one packet with it.
        containers.RequireStartable(exec.Id);
        call.Hijack(exec.Config.Tty, pipe => SpeakAsync(pipe, exec, start, call.IsPeerGone));
    }

    /// <summary>Starts the process and joins it with the client; why it cannot be started is told in the stream, as Docker does.</summary>
    private async Task SpeakAsync(IDuplexPipe pipe, Exec exec, ExecStart start, Func<bool> isPeerGone)
    {
        AttachSession session;
        try
        {
            session = (await containers.StartExecAsync(exec.Id, start, CancellationToken.None))!;
        }
        catch (LinkspanException e)
        {
            byte[] text = Encoding.UTF8.GetBytes(e.Message + "\r\n");
            byte[] header = exec.Config.Tty ? [] : [1, 0, 0, 0, .. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(text.Length))];
            await pipe.Output.WriteAsync((byte[])[.. header, .. text]);
            return;
        }

        await RawSession.SpeakAsync(pipe, session, exec.Config.Tty ? DetachKeys.Of(exec.Config.DetachKeys) : null, isPeerGone);
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
