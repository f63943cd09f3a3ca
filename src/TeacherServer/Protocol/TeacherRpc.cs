using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Protocol.Wire;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Protocol;

/// <summary>rrm.v1.TeacherService.</summary>
internal sealed class TeacherRpc(Representer representer, TeacherRepository repository, Lifecycle lifecycle, ActiveCalls calls) : TeacherContract.Service
{
    public override Task<ListTeachersResponse> ListTeachers(ListTeachersRequest request, ServerCallContext context)
    {
        RequireServing();
        var caller = context.GetHttpContext().Caller();
        return Task.FromResult(new ListTeachersResponse { Teachers = { repository.Teachers.Where(teacher => caller.MayUse(teacher.Name)).Select(teacher => teacher.Description) } });
    }

    public override Task<Teacher> GetTeacher(GetTeacherRequest request, ServerCallContext context)
    {
        RequireServing();
        var caller = context.GetHttpContext().Caller();
        if (!caller.MayUse(request.Name))
            throw Denial.OfTeacher.ToException();
        var teacher = repository.Find(request.Name) ?? throw representer.Unknown(request.Name, "", caller).ToException();
        return Task.FromResult(teacher.Description);
    }

    public override Task<Exchange> Represent(Exchange request, ServerCallContext context)
    {
        var answer = new UnaryAnswer();
        representer.Represent(request, context.ToCallContext(), answer);
        return answer.Task;
    }

    public override Task RepresentStream(
        IAsyncStreamReader<Exchange> requests, IServerStreamWriter<Exchange> responses, ServerCallContext context) =>
        new RepresentStreamCall(representer, lifecycle, calls, requests, responses, context.ToCallContext()).RunAsync();

    private void RequireServing()
    {
        if (representer.NotServing is { } refusal)
            throw refusal.ToException();
    }
}
