using Google.Protobuf;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using static Rrm.Protocol.Inference.ModelInferResponse.Types;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>ModelInfer in the words of Represent, and the answer back.</summary>
internal static class InferTranslation
{
    /// <summary>The hash that the teacher must have, or empty.</summary>
    public static string PinOf(ModelInferRequest request) => request.Parameters.TryGetValue(TensorNames.Sha256, out var pin) ? pin.StringParam : "";

    /// <summary>The first thing that is wrong with the request, or null and the same request as rrm.v1 has it.</summary>
    public static Refusal? Read(ModelInferRequest request, Teacher teacher, out RepresentRequest represent, out InferOutputs outputs)
    {
        (represent, outputs) = (new RepresentRequest(), default);
        if (InferInput.Read(request, teacher, out var images) is { } badInput)
            return badInput;
        if (InferOutputs.Read(request, out outputs) is { } badOutputs)
            return badOutputs;
        var pin = PinOf(request);
        if (pin.Length == 0 && request.Parameters.ContainsKey(TensorNames.Sha256))
            return Misuse.Of($"{TensorNames.Sha256} is empty or no text; expected the hex SHA-256 that the teacher must have.");
        represent = new RepresentRequest
        {
            Teacher = teacher.Name,
            Sha256 = pin,
            Version = request.ModelVersion,
            Images = images,
            Representation = outputs.Names.Contains(TensorNames.Representation),
            Logits = outputs.Names.Contains(TensorNames.Logits),
            Format = outputs.Format,
        };
        return null;
    }

    /// <param name="request">What was asked.</param>
    /// <param name="teacher">Who answered.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <param name="answer">The answer.</param>
    public static ModelInferResponse Write(ModelInferRequest request, Teacher teacher, InferOutputs outputs, RepresentResponse answer)
    {
        var response = new ModelInferResponse
        {
            ModelName = answer.Teacher,
            ModelVersion = teacher.Version,
            Id = request.Id,
            Parameters =
            {
                [TensorNames.Sha256] = TensorNames.Parameter(answer.Sha256),
                [TensorNames.Device] = TensorNames.Parameter(teacher.Device),
            },
        };
        foreach (var name in outputs.Names)
        {
            var (width, bytes) = name == TensorNames.Representation ? (answer.RepresentationWidth, answer.Representation) : (answer.Classes, answer.Logits);
            response.Outputs.Add(new InferOutputTensor { Name = name, Datatype = outputs.Datatype, Shape = { answer.Count, width } });
            response.RawOutputContents.Add(bytes);
        }
        return response;
    }
}
